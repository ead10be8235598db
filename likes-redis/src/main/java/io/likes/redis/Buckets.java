package io.likes.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.likes.UserId;
import java.nio.ByteBuffer;

/**
 * Linear hashing: which bucket of a cell a user's row is in, and which bucket is split next.
 *
 * <p>With {@code count} buckets and {@code level} the highest power of two up to it, the buckets
 * below {@code count - level} were split: their rows lie at {@code hash mod 2 level}, all others at
 * {@code hash mod level}. The next split is that of bucket {@code count - level} into itself and
 * the new last one. Immutable.
 *
 * @param count number of buckets, at least 1
 */
record Buckets(int count) {
  /** Rows of a bucket on average; one not yet split has up to twice as many. */
  static final int ROWS = 40;

  /** Rows of the only bucket of a small cell, which has no neighbours that fill unevenly. */
  static final int ROWS_ALONE = 96;

  private static final int HASH_BITS = 32;

  /** Behind the last position. */
  static final long END = 1L << HASH_BITS;

  Buckets {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1, but is " + count);
    }
  }

  /** Returns the first 32 bits of the SHA-1 of the id, which scripts can compute too. */
  static long hash(UserId user) {
    byte[] digest = Script.sha1().digest(user.value().getBytes(UTF_8));
    return Integer.toUnsignedLong(ByteBuffer.wrap(digest).getInt());
  }

  int bucketOf(long hash) {
    int level = level();
    long bucket = hash & (2L * level - 1);
    return (int) (bucket < count ? bucket : bucket - level);
  }

  /** Returns the number of rows above which there should be one more bucket. */
  long capacity() {
    return count == 1 ? ROWS_ALONE : Math.max(ROWS_ALONE, (long) ROWS * count);
  }

  /** Returns the bucket that is split next; its rows go to itself and to bucket {@code count}. */
  int splits() {
    return count - level();
  }

  /** Returns what the hashes of the rows that leave the split bucket are taken modulo. */
  long modulus() {
    return 2L * level();
  }

  Buckets next() {
    return new Buckets(count + 1);
  }

  /**
   * Returns where a hash stands in the order of pages. In the order of the reversed bits the rows
   * of a bucket are neighbours, and those of its halves after a split are the halves of its range:
   * a position means the same rows whatever the number of buckets.
   */
  static long position(long hash) {
    return Integer.toUnsignedLong(Integer.reverse((int) hash));
  }

  /** Returns the bucket of the rows at a position below {@link #END}. */
  int bucketAt(long position) {
    return bucketOf(Integer.toUnsignedLong(Integer.reverse((int) position)));
  }

  /** Returns the position behind the last one of a bucket. */
  long end(int bucket) {
    int level = level();
    boolean split = bucket >= level || bucket < count - level;
    int bits = Integer.numberOfTrailingZeros(level) + (split ? 1 : 0);
    long first = position(bucket) >>> (HASH_BITS - bits) << (HASH_BITS - bits);
    return first + (1L << (HASH_BITS - bits));
  }

  private int level() {
    return Integer.highestOneBit(count);
  }
}
