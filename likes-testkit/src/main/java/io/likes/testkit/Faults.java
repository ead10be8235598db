package io.likes.testkit;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to the calls of one or more backends, and counts them. The {@code Faulty...}
 * decorators ask it.
 *
 * <p>A call fails if the backend is down; else it meets the next fault scripted for it, else a
 * random one if faults are random, else none.
 *
 * <p>Thread-safe.
 */
public final class Faults {
  private final @Nullable RandomGenerator random;
  private final double share;
  private final Set<Fault> randomFaults;

  // Guards everything below; never held while a backend is called.
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<SpiCall, Long> calls = new EnumMap<>(SpiCall.class);
  private final Map<SpiCall, Deque<Fault>> script = new EnumMap<>(SpiCall.class);
  private final List<Gate> gates = new ArrayList<>();
  private final List<Runnable> late = new ArrayList<>();
  private boolean down;

  /** Makes faults that happen only as told. */
  public Faults() {
    this(null, 0, Set.of());
  }

  private Faults(@Nullable RandomGenerator random, double share, Set<Fault> randomFaults) {
    this.random = random;
    this.share = share;
    this.randomFaults = randomFaults;
  }

  /**
   * Makes faults that also happen by chance. What is late or delayed is carried out before later
   * calls, at random and in random order.
   *
   * @param random where chance comes from; used by one thread at a time
   * @param share share of the calls that meet a fault, 0 to 1
   * @param faults the faults, all with the same chance; those that do not fit a call are left out
   * @throws IllegalArgumentException if an argument is null, {@code share} is out of range or
   *     {@code faults} is empty
   */
  public static Faults random(RandomGenerator random, double share, Collection<Fault> faults) {
    Check.present("random", random);
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be 0 to 1, but is " + share);
    }
    if (Check.present("faults", faults).isEmpty()) {
      throw new IllegalArgumentException("faults must not be empty");
    }
    return new Faults(random, share, EnumSet.copyOf(faults));
  }

  /**
   * Scripts what the next calls of a kind meet, behind what is scripted already.
   *
   * @param faults one for each call, in order
   * @throws IllegalArgumentException if an argument is null or a fault does not fit the call;
   *     nothing is scripted then
   */
  public void next(SpiCall call, Fault... faults) {
    Check.present("call", call);
    for (Fault fault : Check.present("faults", faults)) {
      if (!Check.present("fault", fault).fits(call)) {
        throw new IllegalArgumentException(
            "fault must fit the call, but is " + fault + " of " + call);
      }
    }
    locked(() -> script.computeIfAbsent(call, c -> new ArrayDeque<>()).addAll(List.of(faults)));
  }

  /** From now on every call fails with NOT_APPLIED. Idempotent. */
  public void down() {
    locked(() -> down = true);
  }

  /** Ends {@link #down}. Idempotent. */
  public void up() {
    locked(() -> down = false);
  }

  /** Holds all calls of a kind, before they reach the backend, until the gate is closed. */
  public Gate hold(SpiCall call) {
    return add(call, false, false);
  }

  /** Holds the next call of a kind, before it reaches the backend, until the gate is closed. */
  public Gate holdNext(SpiCall call) {
    return add(call, false, true);
  }

  /** Holds the answer of the next call of a kind that succeeds, until the gate is closed. */
  public Gate holdReply(SpiCall call) {
    return add(call, true, true);
  }

  /** Returns how many late and delayed calls are still to be carried out. */
  public int lateCalls() {
    return locked(late::size);
  }

  /**
   * Carries out what is late or delayed, in the order of the calls, on this thread. A failure of a
   * late call has nobody to go to and is dropped.
   */
  public void deliverLate() {
    List<Runnable> due =
        locked(
            () -> {
              List<Runnable> all = List.copyOf(late);
              late.clear();
              return all;
            });
    due.forEach(Faults::carryOut);
  }

  /** Returns how many calls of a kind were made so far; failed ones count, held ones too. */
  public long calls(SpiCall call) {
    Check.present("call", call);
    return locked(() -> calls.getOrDefault(call, 0L));
  }

  /** Returns how many calls were made so far, by kind; a kind without a call is absent. */
  public Map<SpiCall, Long> calls() {
    return locked(() -> Map.copyOf(calls));
  }

  /** Makes a call that changes nothing; {@code part} is null if it is whole or nothing. */
  <T> T read(SpiCall call, Supplier<T> whole, @Nullable Supplier<T> part) {
    Fault fault = enter(call);
    T answer;
    if (fault == Fault.NONE) {
      answer = whole.get();
    } else if (fault == Fault.PARTIAL && part != null) {
      answer = part.get();
    } else {
      throw failure(Effect.NOT_APPLIED, call, fault);
    }
    pass(call, true, Effect.NOT_APPLIED);
    return answer;
  }

  /** Makes a call that changes something; {@code later} gives what is carried out if it is late. */
  <T> T change(SpiCall call, Supplier<T> whole, Supplier<Runnable> later) {
    Fault fault = enter(call);
    switch (fault) {
      case NONE -> {
        T answer = whole.get();
        pass(call, true, Effect.UNKNOWN);
        return answer;
      }
      case REPLY_LOST -> {
        T unused = whole.get();
        throw failure(Effect.UNKNOWN, call, fault);
      }
      case LATE -> {
        keepForLater(later.get());
        throw failure(Effect.UNKNOWN, call, fault);
      }
      default -> throw failure(Effect.NOT_APPLIED, call, fault);
    }
  }

  /** Makes a call that answers nothing; {@code part} is null if it is whole or nothing. */
  void send(SpiCall call, Runnable whole, @Nullable Runnable part) {
    if (!sendWhole(call, whole, part)) {
      throw failure(Effect.UNKNOWN, call, Fault.PARTIAL);
    }
  }

  /** Makes a call that answers what it failed at: nothing, if it is carried out later or never. */
  <K> Map<K, BackendException> sendEach(
      SpiCall call, List<K> all, Function<List<K>, Map<K, BackendException>> send) {
    Map<K, BackendException> failed = new ConcurrentHashMap<>();
    boolean whole =
        sendWhole(
            call,
            () -> failed.putAll(send.apply(all)),
            () -> failed.putAll(send.apply(everyOther(all))));
    if (!whole) {
      BackendException failure = failure(Effect.UNKNOWN, call, Fault.PARTIAL);
      everyOther(all.subList(Math.min(1, all.size()), all.size()))
          .forEach(missing -> failed.put(missing, failure));
    }
    return Map.copyOf(failed);
  }

  /** Returns false if only the part was carried out. */
  private boolean sendWhole(SpiCall call, Runnable whole, @Nullable Runnable part) {
    Fault fault = enter(call);
    switch (fault) {
      case NONE -> whole.run();
      case LOST -> {}
      case DELAYED -> keepForLater(whole);
      case REPEATED -> {
        whole.run();
        whole.run();
      }
      case REPLY_LOST -> {
        whole.run();
        throw failure(Effect.UNKNOWN, call, fault);
      }
      case LATE -> {
        keepForLater(whole);
        throw failure(Effect.UNKNOWN, call, fault);
      }
      case PARTIAL -> {
        if (part == null) {
          throw failure(Effect.NOT_APPLIED, call, fault);
        }
        part.run();
        return false;
      }
      case REFUSED -> throw failure(Effect.NOT_APPLIED, call, fault);
    }
    pass(call, true, Effect.UNKNOWN);
    return true;
  }

  /** Returns the first, the third, the fifth.. */
  static <T> List<T> everyOther(Collection<T> all) {
    List<T> list = List.copyOf(all);
    return IntStream.range(0, list.size()).filter(i -> i % 2 == 0).mapToObj(list::get).toList();
  }

  private Fault enter(SpiCall call) {
    locked(() -> calls.merge(call, 1L, Long::sum));
    pass(call, false, Effect.NOT_APPLIED);
    deliverSomeLate();
    return locked(() -> down ? Fault.REFUSED : choose(call));
  }

  private Fault choose(SpiCall call) {
    Deque<Fault> scripted = script.get(call);
    if (scripted != null && !scripted.isEmpty()) {
      return scripted.remove();
    }
    if (random == null || random.nextDouble() >= share) {
      return Fault.NONE;
    }
    List<Fault> fitting = randomFaults.stream().filter(fault -> fault.fits(call)).toList();
    return fitting.isEmpty() ? Fault.NONE : fitting.get(random.nextInt(fitting.size()));
  }

  private void keepForLater(Runnable call) {
    locked(() -> late.add(call));
  }

  private void deliverSomeLate() {
    if (random == null) {
      return;
    }
    Runnable next =
        locked(
            () ->
                late.isEmpty() || random.nextBoolean()
                    ? null
                    : late.remove(random.nextInt(late.size())));
    if (next != null) {
      carryOut(next);
    }
  }

  private static void carryOut(Runnable lateCall) {
    try {
      lateCall.run();
    } catch (BackendException e) {
      // Its caller was told UNKNOWN long ago.
    }
  }

  private void pass(SpiCall call, boolean replied, Effect effectIfInterrupted) {
    Gate gate = locked(() -> gateFor(call, replied));
    if (gate != null) {
      try {
        gate.hold();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BackendException(effectIfInterrupted, call + " interrupted while held", e);
      }
    }
  }

  private @Nullable Gate gateFor(SpiCall call, boolean replied) {
    @Nullable Gate first =
        gates.stream()
            .filter(gate -> gate.call == call && gate.replies == replied)
            .findFirst()
            .orElse(null);
    if (first != null && first.once) {
      gates.remove(first);
    }
    return first;
  }

  private Gate add(SpiCall call, boolean replies, boolean once) {
    Gate gate = new Gate(Check.present("call", call), replies, once);
    locked(() -> gates.add(gate));
    return gate;
  }

  private static BackendException failure(Effect effect, SpiCall call, Fault fault) {
    return new BackendException(effect, call + " met " + fault, null);
  }

  private <T extends @Nullable Object> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /** Holds calls until it is opened. Thread-safe. */
  public final class Gate implements AutoCloseable {
    private final SpiCall call;
    private final boolean replies;
    private final boolean once;
    private final Semaphore arrivals = new Semaphore(0);
    private final CountDownLatch opened = new CountDownLatch(1);

    private Gate(SpiCall call, boolean replies, boolean once) {
      this.call = call;
      this.replies = replies;
      this.once = once;
    }

    /**
     * Waits until calls are held here that were not waited for before.
     *
     * @param calls how many
     * @throws InterruptedException if this thread is interrupted while it waits
     * @throws IllegalArgumentException if {@code calls} is negative
     */
    public void awaitArrivals(int calls) throws InterruptedException {
      if (calls < 0) {
        throw new IllegalArgumentException("calls must not be negative, but is " + calls);
      }
      arrivals.acquire(calls);
    }

    /** Lets the held calls go on and holds no other. Idempotent. */
    @Override
    public void close() {
      locked(() -> gates.remove(this));
      opened.countDown();
    }

    private void hold() throws InterruptedException {
      arrivals.release();
      opened.await();
    }
  }
}
