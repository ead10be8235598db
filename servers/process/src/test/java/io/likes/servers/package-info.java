/** Tests of the processes and the proxy, with an echo server as the server. */
@NullMarked
package io.likes.servers;

import org.jspecify.annotations.NullMarked;
