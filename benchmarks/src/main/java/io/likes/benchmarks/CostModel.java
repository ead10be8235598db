package io.likes.benchmarks;

import io.likes.benchmarks.Measurement.Better;
import io.likes.benchmarks.subject.Costs;
import io.likes.benchmarks.subject.Likes;
import io.likes.benchmarks.subject.Subject;
import java.util.function.Supplier;

/** What the operations of the library ask of the stores and the server, counted. */
final class CostModel implements Scenario {
  static final String ID = "0";
  static final String CALLS = "calls of stores";
  static final String STATEMENTS = "statements";

  private final String address;

  CostModel(String address) {
    this.address = address;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String title() {
    return "Cost model. Calls of stores, each of which is at most one round trip, and statements of"
        + " one operation.";
  }

  @Override
  public boolean fits(Subject subject) {
    return subject.library();
  }

  @Override
  public boolean once() {
    return true;
  }

  @Override
  public void measure(Subject subject, Supplier<Likes> open, Scale scale, Results.Sheet sheet) {
    for (Costs.Cost cost : Costs.of(subject, address)) {
      sheet.put(cost.operation(), CALLS, "", Better.LOWER, cost.total());
      sheet.put(cost.operation(), STATEMENTS, "", Better.LOWER, (double) cost.statements());
    }
  }
}
