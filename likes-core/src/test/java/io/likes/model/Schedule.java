package io.likes.model;

import io.likes.model.Call.End;
import io.likes.model.Cells.Answer;
import io.likes.model.Cells.Header;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One run of a few processes that serve a few users of one content, step by step in an order that a
 * seed decides, with all faults; then everything comes to rest and is compared.
 *
 * <p>The same seed gives the same run. A broken promise is an {@link AssertionError}.
 */
final class Schedule {
  private static final int STEPS = 400;
  private static final int PROCESSES = 3;
  private static final int USERS = 4;
  private static final int CALLERS_OF_A_USER = 2;

  /** What happens to a message and its answer. */
  private enum Fate {
    ANSWERED,
    REPEATED,
    REPLY_LOST,
    LATE,
    LOST,
    NOT_SENT
  }

  /** Something that can happen next; {@code process} is null if it happens outside of them. */
  private record Step(@Nullable ServiceProcess process, Runnable action) {}

  private record Event(Header header, int delta) {}

  /** One who calls, is answered or gives up, and then tries the same again. */
  private static final class Caller {
    final int user;
    @Nullable Call call;
    @Nullable ServiceProcess process;

    Caller(int user) {
      this.user = user;
    }

    boolean waits() {
      return call != null && call.end == null;
    }

    boolean unsure() {
      return call != null && call.end == End.UNKNOWN;
    }
  }

  final Cells cells = new Cells(this);
  final Counter counter = new Counter(this);
  final UserList list = new UserList();

  private final RandomGenerator random;
  private final int depth;
  private final @Nullable Rule leftOut;
  private final @Nullable List<String> notes;
  private final List<ServiceProcess> processes = new ArrayList<>();
  private final List<Caller> callers = new ArrayList<>();
  private final List<Step> ready = new ArrayList<>();
  private final List<Step> late = new ArrayList<>();
  private final List<Event> log = new ArrayList<>();
  private final long logFailsAt;
  private boolean faults = true;
  private long now;
  private long names;

  private Schedule(long seed, int depth, @Nullable Rule leftOut, @Nullable List<String> notes) {
    this.random = new SplittableRandom(seed);
    this.depth = depth;
    this.leftOut = leftOut;
    this.notes = notes;
    this.logFailsAt = random.nextInt(2 * STEPS);
    IntStream.range(0, PROCESSES).forEach(i -> processes.add(new ServiceProcess(this)));
    IntStream.range(0, USERS * CALLERS_OF_A_USER).forEach(i -> callers.add(new Caller(i % USERS)));
  }

  /**
   * Runs a schedule.
   *
   * @param depth depth of the deepest cells
   * @param leftOut a rule that the processes do not follow, or null
   * @param notes takes what happened, for people; null if nobody is interested
   * @throws AssertionError if a promise was broken
   */
  static void run(long seed, int depth, @Nullable Rule leftOut, @Nullable List<String> notes) {
    Schedule schedule = new Schedule(seed, depth, leftOut, notes);
    while (schedule.now < STEPS) {
      schedule.now++;
      schedule.somethingHappens();
    }
    schedule.comeToRest();
    schedule.compareLists();
    schedule.compareCounts();
  }

  private void somethingHappens() {
    int dice = random.nextInt(100);
    if (dice < 1) {
      crash(random.nextInt(PROCESSES));
    } else if (dice < 3) {
      Caller caller = any(callers);
      if (caller.waits()) {
        giveUp(caller);
      }
    } else if (dice < 5) {
      String cell = any(cells.names());
      if (cell.length() < depth) {
        any(processes).close(cell, random.nextBoolean() ? 2 : 4);
      }
    } else if (dice < 8) {
      any(processes).count();
    } else if (dice < 12) {
      any(processes).status(random.nextInt(USERS), now);
    } else if (dice < 16) {
      take(late);
    } else if (dice < 36) {
      Caller caller = any(callers);
      if (!caller.waits()) {
        call(caller);
      }
    } else {
      take(ready);
    }
  }

  private void call(Caller caller) {
    boolean again = caller.call != null && caller.unsure();
    boolean like = again ? caller.call.like : random.nextBoolean();
    ServiceProcess process = any(processes);
    Call call = new Call(caller.user, like, now);
    caller.call = call;
    caller.process = process;
    step(process, () -> process.serve(call));
  }

  /** A caller gives up, or its process does; the call may go on all the same. */
  private void giveUp(Caller caller) {
    if (caller.call != null) {
      end(caller.call, End.UNKNOWN);
    }
  }

  private void crash(int i) {
    ServiceProcess process = processes.set(i, new ServiceProcess(this));
    process.crashed = true;
    note("process %s crashed", i);
    callers.stream()
        .filter(caller -> caller.process == process && caller.waits())
        .forEach(this::giveUp);
  }

  /** Ends faults, lets every caller try until it is sure, and everything on its way arrive. */
  private void comeToRest() {
    faults = false;
    note("no more faults");
    boolean busy = true;
    while (busy) {
      now++;
      callers.stream().filter(Caller::unsure).forEach(this::call);
      take(random.nextInt(4) == 0 || ready.isEmpty() ? late : ready);
      busy =
          !ready.isEmpty()
              || !late.isEmpty()
              || callers.stream().anyMatch(caller -> caller.waits() || caller.unsure());
    }
  }

  private void compareLists() {
    IntStream.range(0, USERS).forEach(user -> cells.checkList(user, list.has(user)));
  }

  /**
   * What the counter says is true one time to live later, though the log is read again and again.
   */
  private void compareCounts() {
    for (long end = now + Counter.TIME_TO_LIVE; now < end; now++) {
      readCount();
      if (now % (Counter.TIME_TO_LIVE / 4) == 0) {
        log.forEach(event -> counter.merge(event.header, event.delta));
      }
    }
    readCount();
    OptionalLong count = counter.count();
    check(
        count.equals(OptionalLong.of(cells.rows())),
        "count is %s, but there are %s rows",
        count,
        cells.rows());
  }

  private void readCount() {
    processes.get(0).count();
    while (!ready.isEmpty()) {
      take(ready);
    }
  }

  /** Ends a call, unless its caller gave up before. */
  void end(Call call, End end) {
    if (call.end == null) {
      call.end = end;
      cells.ended(call);
    }
  }

  /** Adds something that a process does next, unless it crashes. */
  void step(ServiceProcess process, Runnable action) {
    ready.add(new Step(process, action));
  }

  /** Adds a message that nobody waits for. */
  void tell(Runnable message) {
    ready.add(new Step(null, message));
  }

  /** Reads a cell in one step and goes on in another. */
  void read(ServiceProcess process, String cell, Collection<Integer> users, Consumer<Answer> then) {
    List<Integer> concerned = List.copyOf(users);
    tell(
        () -> {
          Answer answer = cells.read(cell, concerned);
          step(process, () -> then.accept(answer));
        });
  }

  /** Sends a request with one of the fates; what the process learns of it is one of three. */
  <R> void exchange(
      ServiceProcess process,
      Supplier<R> request,
      Consumer<R> answered,
      Runnable unanswered,
      Runnable notSent) {
    switch (fate()) {
      case ANSWERED -> answer(process, request, answered);
      case REPEATED ->
          // No copy overtakes the first: a driver that repeats a conditional write by itself
          // makes a refusal mean nothing, so it must be told not to.
          answer(
              process,
              () -> {
                arriveLate(request);
                return request.get();
              },
              answered);
      case REPLY_LOST -> answer(process, request, answer -> unanswered.run());
      case LATE -> {
        arriveLate(request);
        step(process, unanswered);
      }
      case LOST -> step(process, unanswered);
      case NOT_SENT -> step(process, notSent);
    }
  }

  private <R> void arriveLate(Supplier<R> request) {
    late.add(
        new Step(
            null,
            () -> {
              R unused = request.get();
            }));
  }

  private <R> void answer(ServiceProcess process, Supplier<R> request, Consumer<R> answered) {
    tell(
        () -> {
          R answer = request.get();
          step(process, () -> answered.accept(answer));
        });
  }

  /** Publishes an event, which the log may lose, repeat and reorder. */
  void publish(Header header, int delta) {
    Fate fate = fate();
    if (fate == Fate.LOST || fate == Fate.NOT_SENT || now >= logFailsAt) {
      return;
    }
    log.add(new Event(header, delta));
    Runnable merge = () -> counter.merge(header, delta);
    switch (fate) {
      case ANSWERED, REPLY_LOST -> tell(merge);
      case REPEATED -> {
        tell(merge);
        late.add(new Step(null, merge));
      }
      default -> late.add(new Step(null, merge));
    }
  }

  private Fate fate() {
    Fate[] fates = Fate.values();
    return faults && random.nextInt(3) == 0 ? fates[random.nextInt(fates.length)] : Fate.ANSWERED;
  }

  private void take(List<Step> steps) {
    if (!steps.isEmpty()) {
      Step step = steps.remove(random.nextInt(steps.size()));
      if (step.process == null || !step.process.crashed) {
        step.action.run();
      }
    }
  }

  private <T> T any(List<T> elements) {
    return elements.get(random.nextInt(elements.size()));
  }

  long now() {
    return now;
  }

  long newName() {
    return ++names;
  }

  boolean keeps(Rule rule) {
    return rule != leftOut;
  }

  void note(String format, Object... values) {
    if (notes != null) {
      notes.add(now + ": " + String.format(format, values));
    }
  }

  void check(boolean promise, String broken, Object... values) {
    if (!promise) {
      throw new AssertionError("step " + now + ": " + String.format(broken, values));
    }
  }
}
