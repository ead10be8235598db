package io.likes.examples.viralpost;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a report as text for people. */
final class ReportTable {
  private static final long MEGABYTE = 1 << 20;

  private final PrintWriter out;

  ReportTable(PrintWriter out) {
    this.out = out;
  }

  void print(Report report) {
    out.println();
    row(
        "backend",
        "%s, counting %s, %d threads%s",
        report.backend(),
        report.counting(),
        report.config().threads(),
        report.seed() == null ? "" : ", seed " + report.seed());
    row(
        "calls",
        "%,d likes, %,d unlikes, %,d duplicates, %,d failures",
        report.likes(),
        report.unlikes(),
        report.duplicates(),
        report.failures());
    row(
        "faults",
        "%,d UNKNOWN, %,d NOT_APPLIED, %,d of %,d kills%s",
        report.faults().unknown(),
        report.faults().notApplied(),
        report.kills(),
        report.config().kills(),
        report.killsMissed() == null ? "" : ": " + report.killsMissed());
    row(
        "",
        "%,d counts not read; %,d events and merges given up, which heal later",
        report.countFailures(),
        report.lost());
    if (report.config().trace() != null) {
      row("trace", "%s, %,d bad lines", report.config().trace(), report.badLines());
    }
    row(
        "contents",
        "%,d; %s has %,d likes",
        report.contents(),
        report.viralPost().contentId(),
        report.viralPost().likes());
    row(
        "throughput",
        "%,.0f calls/s for %.2f s",
        report.throughputPerSecond(),
        report.elapsedSeconds());
    row(
        "hot",
        "%s; %,d cells; %,d contents hot at the end",
        hot(report.hot().detectedAtMs()),
        report.hot().cells(),
        report.hot().contents());
    row(
        "heap",
        "%,d MB used of at most %,d MB",
        report.heap().usedBytes() / MEGABYTE,
        report.heap().maxBytes() / MEGABYTE);
    out.println();
    out.printf(
        Locale.ROOT,
        "%-16s %12s %12s %12s %12s %12s%n",
        "milliseconds",
        "p50",
        "p99",
        "p99.9",
        "max",
        "measured");
    distribution("like latency", report.likeLatencyMs());
    distribution("count latency", report.countLatencyMs());
    distribution("staleness", report.stalenessMs());
    out.println();
    Report.Checks audit = report.audit();
    row(
        "audit",
        "%,d contents: drift %,d; shown drift %,d after %.1f s",
        report.contents(),
        report.drift(),
        report.shownDrift(),
        audit.settledAfterMs() / 1000);
    row("", "%,d rows in the store: %,d wrong", audit.rows(), audit.wrongRows());
    row(
        "",
        "%,d pairs: %,d wrong; %,d answers that contradict each other; %,d unreadable",
        audit.pairs(),
        audit.wrongPairs(),
        audit.contradictions(),
        audit.unreadable());
    row("result", "%s", report.clean() ? "OK, every like is accounted for" : "FAILED");
    out.flush();
  }

  private void row(String name, String format, @Nullable Object... values) {
    out.printf(Locale.ROOT, "%-16s %s%n", name, String.format(Locale.ROOT, format, values));
  }

  private void distribution(String name, Report.Distribution measured) {
    out.printf(
        Locale.ROOT,
        "%-16s %12s %12s %12s %12s %,12d%n",
        name,
        millis(measured.p50()),
        millis(measured.p99()),
        millis(measured.p999()),
        millis(measured.max()),
        measured.count());
  }

  private static String hot(@Nullable Double millis) {
    return millis == null ? "never" : millis(millis) + " ms after the first like";
  }

  private static String millis(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%,.3f", value);
  }
}
