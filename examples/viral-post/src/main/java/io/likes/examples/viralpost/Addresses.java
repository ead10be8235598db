package io.likes.examples.viralpost;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads addresses of servers from a command line. */
final class Addresses {
  private static final int MAX_PORT = 65_535;

  private Addresses() {}

  /**
   * Reads addresses with commas between; none if there is no text.
   *
   * @param option names the option in the error
   * @throws IllegalArgumentException if it is anything else
   */
  static List<InetSocketAddress> parse(String option, @Nullable String text) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    if (text != null) {
      for (String address : text.split(",", -1)) {
        int colon = address.indexOf(':');
        int port =
            address.matches("[^:]+:[0-9]{1,5}")
                ? Integer.parseInt(address.substring(colon + 1))
                : 0;
        if (port < 1 || port > MAX_PORT) {
          throw new IllegalArgumentException(
              "%s must be host:port with commas between, each port 1 to %d, but is %s"
                  .formatted(option, MAX_PORT, text));
        }
        addresses.add(new InetSocketAddress(address.substring(0, colon), port));
      }
    }
    return addresses;
  }

  /** Returns what is wrong with a text that {@link #parse} would refuse; nothing else. */
  static List<String> problems(String option, @Nullable String text) {
    try {
      parse(option, text);
      return List.of();
    } catch (IllegalArgumentException e) {
      return List.of(e.getMessage());
    }
  }
}
