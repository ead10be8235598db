package io.likes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

class GuardTest {
  @Test
  void warnsOnceAndThenDebugs() {
    Log log = new Log();
    Guard guard = new Guard(log, "guarded");
    RuntimeException boom = new IllegalStateException("boom");

    for (int i = 0; i < 3; i++) {
      guard.run(
          "call",
          () -> {
            throw boom;
          });
    }

    assertThat(log.levels).containsExactly(Level.WARN, Level.DEBUG, Level.DEBUG);
    assertThat(log.causes).containsExactly(boom, boom, boom);
  }

  @Test
  void saysNothingOfWhatSucceeds() {
    Log log = new Log();
    List<String> ran = new ArrayList<>();

    new Guard(log, "guarded").run("call", () -> ran.add("ran"));

    assertThat(ran).containsExactly("ran");
    assertThat(log.levels).isEmpty();
  }

  /** Keeps levels and causes. */
  private static final class Log extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;
    final transient List<Level> levels = new ArrayList<>();
    final transient List<Throwable> causes = new ArrayList<>();

    @Override
    protected String getFullyQualifiedCallerName() {
      return "";
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level, Marker marker, String message, Object[] arguments, Throwable cause) {
      levels.add(level);
      causes.add(cause);
    }

    @Override
    public boolean isTraceEnabled() {
      return true;
    }

    @Override
    public boolean isDebugEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }
}
