/** Likes in one process. */
@NullMarked
package io.likes.inmemory;

import org.jspecify.annotations.NullMarked;
