package io.likes.benchmarks;

import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {
  private static final String[] SUFFIXES = {"", " K", " M", " G"};
  private static final double THOUSAND = 1000;

  private Numbers() {}

  /** Returns three digits that count, for example 1.23 M. */
  static String shortened(double value) {
    int suffix = 0;
    double scaled = value;
    while (Math.abs(scaled) >= 999.5 && suffix < SUFFIXES.length - 1) {
      scaled /= THOUSAND;
      suffix++;
    }
    return digits(scaled) + SUFFIXES[suffix];
  }

  private static String digits(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < THOUSAND) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
