/**
 * What a backend implements: {@link io.likes.spi.LikeStore} and its companions, and the values that
 * pass between them and the logic.
 */
@NullMarked
package io.likes.spi;

import org.jspecify.annotations.NullMarked;
