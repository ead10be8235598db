/** Likes on Redis, single, with Sentinel or as a Cluster. */
@NullMarked
package io.likes.redis;

import org.jspecify.annotations.NullMarked;
