/**
 * The logic behind {@link io.likes.LikeService}; not exported.
 *
 * <p>Reading order of the like path: CoreLikeService, CellRouter, CellWriter. Of the count path:
 * CoreLikeService, CountReader, CellSums. Of the aggregation path: EventPublisher, {@link
 * io.likes.CountAggregator}, {@link io.likes.spi.CounterStore}.
 */
@NullMarked
package io.likes.core;

import org.jspecify.annotations.NullMarked;
