/** Quick starts: each file is a whole and runs as a test. */
@NullMarked
package io.likes.examples.quickstarts;

import org.jspecify.annotations.NullMarked;
