/** Runs the jcstress tests, and shows that they can fail. */
@NullMarked
package io.likes.stress;

import org.jspecify.annotations.NullMarked;
