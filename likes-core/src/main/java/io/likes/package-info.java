/**
 * What an application calls: {@link io.likes.LikeService}, its builder, and the values that go in
 * and out.
 */
@NullMarked
package io.likes;

import org.jspecify.annotations.NullMarked;
