package io.likes.spi;

import java.util.List;
import java.util.Objects;

/**
 * Answer to a {@link CellBatch}. Immutable.
 *
 * @param header the header behind the batch
 * @param results one for each change, in the order of the batch
 * @param contention how often this write was refused by, or had to wait for, another writer of the
 *     cell; 0 if it went through at once
 */
public record BatchResult(CellHeader header, List<ChangeResult> results, int contention) {
  /** Copies the results. */
  public BatchResult {
    Objects.requireNonNull(header, "header");
    results = List.copyOf(Objects.requireNonNull(results, "results"));
  }
}
