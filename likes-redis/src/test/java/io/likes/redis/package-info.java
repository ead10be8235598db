/** Tests of the stores against real servers. */
@NullMarked
package io.likes.redis;

import org.jspecify.annotations.NullMarked;
