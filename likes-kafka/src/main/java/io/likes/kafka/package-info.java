/** Events of likes through Kafka: the sink, and the consumer that feeds count aggregators. */
@NullMarked
package io.likes.kafka;

import org.jspecify.annotations.NullMarked;
