/** Tests of the format, of the reader without a broker, and of both ends on real brokers. */
@NullMarked
package io.likes.kafka;

import org.jspecify.annotations.NullMarked;
