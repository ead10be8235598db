/** Tests of the whole service over the in-memory backend, through its public API. */
@NullMarked
package io.likes.inmemory.service;

import org.jspecify.annotations.NullMarked;
