/** Real Redis servers and clusters as processes of this machine. */
@NullMarked
package io.likes.servers.redis;

import org.jspecify.annotations.NullMarked;
