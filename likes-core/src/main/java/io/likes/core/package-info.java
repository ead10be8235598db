/** The logic between the API and a backend; not for callers. */
@NullMarked
package io.likes.core;

import org.jspecify.annotations.NullMarked;
