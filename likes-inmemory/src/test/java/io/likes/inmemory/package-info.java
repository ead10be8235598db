/** Tests of the in-memory backend. */
@NullMarked
package io.likes.inmemory;

import org.jspecify.annotations.NullMarked;
