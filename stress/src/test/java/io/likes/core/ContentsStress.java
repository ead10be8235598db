package io.likes.core;

import io.likes.ContentId;
import io.likes.TimeSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Whoever sees a content as forgotten gets another one. */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "before")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "removed, not yet told")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "behind")
@Outcome(expect = Expect.FORBIDDEN, desc = "forgotten and found again: the caller would loop")
@State
public class ContentsStress {
  private static final ContentId ID = ContentId.of("c");

  private final Contents contents = new Contents(1000, TimeSource.system());
  private final Content content = contents.get(ID);

  @Actor
  public void forget() {
    contents.forget(content);
  }

  @Actor
  public void lookAgain(ZZ_Result r) {
    r.r1 = content.forgotten();
    r.r2 = contents.get(ID) != content;
  }
}
