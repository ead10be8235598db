/** The code that README and docs show. */
@NullMarked
package io.likes.examples.snippets;

import org.jspecify.annotations.NullMarked;
