package io.likes.redis;

import io.likes.spi.CellId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys of one script call, each named once; scripts refer to them by number. */
final class BucketKeys {
  private final Keys keys;
  private final CellId cell;
  private final List<byte[]> names = new ArrayList<>();
  private final Map<Integer, Integer> numbers = new HashMap<>();

  /** The first bucket, which has the header, is number 1. */
  BucketKeys(Keys keys, CellId cell) {
    this.keys = keys;
    this.cell = cell;
    number(0);
  }

  /** Returns the number of a bucket's key, which counts from 1 as in Lua. */
  int number(int bucket) {
    return numbers.computeIfAbsent(
        bucket,
        added -> {
          names.add(keys.bucket(cell, added));
          return names.size();
        });
  }

  List<byte[]> names() {
    return names;
  }
}
