package io.likes.examples.viralpost;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads addresses of servers from a command line. */
final class Addresses {
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
        if (!address.matches("[^:]+:[0-9]{1,5}")) {
          throw new IllegalArgumentException(
              option + " must be host:port with commas between, but is " + text);
        }
        int colon = address.indexOf(':');
        addresses.add(
            new InetSocketAddress(
                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
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
