package io.likes;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A backend failed or did not answer in time. Retrying the call is always safe.
 *
 * <p>The only failure that the library throws besides {@link IllegalArgumentException} and {@link
 * IllegalStateException}; backends throw it with the driver's exception as the cause.
 */
public final class BackendException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What is known of the change that failed. */
  public enum Effect {
    /** The change is not stored and will not be. Always so for a call that only reads. */
    NOT_APPLIED,
    /** The change may be stored, or may yet be. Ask for the pair's status, or retry. */
    UNKNOWN
  }

  /** What is known of the change. */
  private final Effect effect;

  /**
   * Makes a failure.
   *
   * @param effect what is known of the change
   * @param message what failed, for a person who reads the log
   * @param cause the driver's exception, or null
   */
  public BackendException(Effect effect, String message, @Nullable Throwable cause) {
    super(effect + ": " + message, cause);
    this.effect = Objects.requireNonNull(effect, "effect");
  }

  /** Returns what is known of the change. */
  public Effect effect() {
    return effect;
  }
}
