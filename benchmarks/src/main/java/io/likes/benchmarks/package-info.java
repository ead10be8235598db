/** Measures likes with JMH. */
@NullMarked
package io.likes.benchmarks;

import org.jspecify.annotations.NullMarked;
