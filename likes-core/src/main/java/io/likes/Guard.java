package io.likes;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/**
 * Keeps what somebody else's code throws away from the caller: it is logged, the first time as a
 * warning, then at debug level.
 *
 * <p>Only a {@link VirtualMachineError} passes: the process is no longer able to go on, and hiding
 * that would make it worse. Other errors, such as a missing class or a failed assertion, are faults
 * of the guarded code alone. Thread-safe.
 */
final class Guard {
  private final Logger log;
  private final Object guarded;
  private final AtomicBoolean warned = new AtomicBoolean();

  Guard(Logger log, Object guarded) {
    this.log = log;
    this.guarded = guarded;
  }

  void run(String call, Runnable body) {
    try {
      body.run();
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      // The class, not toString(), which is the guarded code too and may throw as well.
      String name = guarded.getClass().getName();
      if (warned.compareAndSet(false, true)) {
        log.warn("{} of {} failed; further failures are logged at debug level", call, name, e);
      } else {
        log.debug("{} of {} failed", call, name, e);
      }
    }
  }
}
