/**
 * What a backend implements: {@link io.likes.spi.LikeStore} and its companions, and the values that
 * pass between them and the logic.
 *
 * <p>The values refuse null, except where a part may be null, with a {@link NullPointerException}
 * that names the part.
 */
@NullMarked
package io.likes.spi;

import org.jspecify.annotations.NullMarked;
