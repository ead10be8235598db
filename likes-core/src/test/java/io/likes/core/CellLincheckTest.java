package io.likes.core;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Headers that threads bring in any order: the newest stays, and the sum goes with it. */
@Param(name = "seq", gen = IntGen.class, conf = "1:5")
@Param(name = "child", gen = IntGen.class, conf = "0:1")
public class CellLincheckTest {
  private static final int CHILDREN = 16;
  private static final int CLOSED_AT = 10;

  private final Content content = new Content(ContentId.of("content"), 0, new SharedCounts());

  public CellLincheckTest() {
    content.root.merge(new CellHeader(content.root.id, CLOSED_AT, 0, CHILDREN, 0));
  }

  /** Returns the newest seq, and whether the sum has the header that the caller brought. */
  @Operation
  public String merge(@Param(name = "child") int child, @Param(name = "seq") int seq) {
    Cell cell = content.root.child(child);
    cell.merge(new CellHeader(cell.id, seq, seq, 0, CHILDREN));
    return cell.header().seq() + " " + (content.total() >= seq);
  }

  @Operation
  public long seq(@Param(name = "child") int child) {
    return content.root.child(child).header().seq();
  }

  @Operation
  public String mergeRoot(@Param(name = "seq") int seq) {
    CellId root = content.root.id;
    content.root.merge(new CellHeader(root, CLOSED_AT + seq, 0, CHILDREN, 0));
    // A copy from before a store was set back: it must not open the cell, nor give it other
    // children.
    content.root.merge(new CellHeader(root, 100, 0, 2 * CHILDREN, 0));
    return content.root.header().seq() + " " + content.root.children();
  }

  @Validate
  public void sumIsThatOfTheCells() {
    long[] sum = {0};
    int[] cells = {0};
    content.root.forEach(
        cell -> {
          sum[0] += cell.header().total();
          cells[0]++;
        });
    LincheckRuns.same(sum[0], content.total());
    LincheckRuns.same(cells[0], content.weight());
  }

  @Test
  @DisplayName("Under stress")
  void stress() {
    LincheckRuns.stress(getClass());
  }

  @Test
  @DisplayName("Under model checking")
  void modelChecking() {
    LincheckRuns.modelChecking(getClass());
  }
}
