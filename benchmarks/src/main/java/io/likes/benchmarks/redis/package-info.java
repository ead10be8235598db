/** Measurements of likes-redis against real servers. */
@NullMarked
package io.likes.benchmarks.redis;

import org.jspecify.annotations.NullMarked;
