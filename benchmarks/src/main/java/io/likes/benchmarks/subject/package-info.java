/** What is measured: the library over its backends, and what people use today. */
@NullMarked
package io.likes.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
