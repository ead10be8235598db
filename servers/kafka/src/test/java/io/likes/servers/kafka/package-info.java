/** Tests that the brokers start, die and come back. */
@NullMarked
package io.likes.servers.kafka;

import org.jspecify.annotations.NullMarked;
