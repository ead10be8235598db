package io.likes.inmemory;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** What is kept of a set of hashes to tell its size. Thread-safe. */
sealed interface Sketch {
  /** Returns a sketch of the set with one hash more; this one may be changed to it. */
  Sketch with(long hash);

  long size();

  /** A small set: what an UltraLogLog needs of each hash, sorted. Immutable. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Tokens(int[] tokens) implements Sketch {
    static final int MAX = 512;

    static Tokens of(long hash) {
      return new Tokens(new int[] {UltraLogLog.computeToken(hash)});
    }

    @Override
    public Sketch with(long hash) {
      int token = UltraLogLog.computeToken(hash);
      int found = Arrays.binarySearch(tokens, token);
      if (found >= 0) {
        return this;
      }
      if (tokens.length == MAX) {
        UltraLogLog log = UltraLogLog.create(Registers.PRECISION);
        for (int each : tokens) {
          log.addToken(each);
        }
        return new Registers(log.getState()).with(hash);
      }
      int at = -found - 1;
      int[] more = Arrays.copyOf(tokens, tokens.length + 1);
      System.arraycopy(tokens, at, more, at + 1, tokens.length - at);
      more[at] = token;
      return new Tokens(more);
    }

    @Override
    public long size() {
      return tokens.length;
    }
  }

  /**
   * The state of an UltraLogLog (Ertl, 2023), which the library's own class changes from one thread
   * only: threads that like one content must not wait for each other here, and soon most of them
   * have nothing to change.
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Registers(byte[] state) implements Sketch {
    static final int PRECISION = 13;
    private static final VarHandle STATE = MethodHandles.arrayElementVarHandle(byte[].class);

    @Override
    public Sketch with(long hash) {
      int index = (int) (hash >>> (Long.SIZE - PRECISION));
      int zeros = Long.numberOfLeadingZeros(~(~hash << PRECISION));
      long seen = 1L << (zeros + PRECISION - 1);
      byte old;
      byte fresh;
      do {
        old = (byte) STATE.getVolatile(state, index);
        fresh = pack(unpack(old) | seen);
      } while (fresh != old && !STATE.compareAndSet(state, index, old, fresh));
      return this;
    }

    /** A register says which of its highest three bits of a number are set, and where they are. */
    private static long unpack(byte register) {
      return (4L | (register & 3)) << ((register >>> 2) - 2);
    }

    private static byte pack(long bits) {
      int above = Long.numberOfLeadingZeros(bits) + 1;
      return (byte) (-above << 2 | (int) (bits << above >>> (Long.SIZE - 2)));
    }

    @Override
    public long size() {
      return Math.round(UltraLogLog.wrap(state.clone()).getDistinctCountEstimate());
    }
  }
}
