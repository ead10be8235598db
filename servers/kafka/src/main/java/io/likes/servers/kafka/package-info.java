/** Kafka brokers as processes of this machine. */
@NullMarked
package io.likes.servers.kafka;

import org.jspecify.annotations.NullMarked;
