package io.likes.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ContentsTest {
  private static final int MAX_CELLS = 1_000;
  private static final int CHILDREN = 16;
  private static final ContentId CONTENT = ContentId.of("content");

  private final Contents contents = new Contents(MAX_CELLS, new StoppedTime());

  /** Uses many other contents more often than this one. */
  private void driveOut(Content content) {
    for (int use = 0; use < 10; use++) {
      for (int other = 0; other < 2 * MAX_CELLS; other++) {
        contents.get(ContentId.of("other-" + other));
      }
    }
    assertThat(contents.getIfPresent(content.id)).isNull();
  }

  @Test
  @DisplayName("A change that was under way when its content was driven out is in the next count")
  void changeOfDrivenOut() {
    Content used = contents.get(CONTENT);
    used.root.merge(new CellHeader(used.root.id, 4, 3, CHILDREN, 0));
    Cell cell = used.root.child(5);
    CellHeader header = new CellHeader(cell.id, 1, 1, 0, CHILDREN);
    driveOut(used);
    Content read = contents.get(CONTENT);
    read.root.merge(new CellHeader(CellId.root(CONTENT), 3, 3, 0, 0));
    cell.merge(header);

    Content now = contents.current(cell, header);
    assertThat(now).isSameAs(read).isNotSameAs(used);
    assertThat(now.total()).isEqualTo(4);
    assertThat(contents.current(now.root, now.root.header())).isSameAs(now);
  }

  @Test
  @DisplayName("The way is not taken from a content that was forgotten")
  void changeOfForgotten() {
    Content used = contents.get(CONTENT);
    used.root.merge(new CellHeader(used.root.id, 9, 8, CHILDREN, 0));
    Cell cell = used.root.child(5);
    contents.forget(used);

    Content now = contents.current(cell, new CellHeader(cell.id, 1, 1, 0, CHILDREN));
    assertThat(now.root.header()).isEqualTo(CellHeader.untouched(CellId.root(CONTENT)));
    assertThat(now.total()).isZero();
  }

  @Test
  @DisplayName("A content weighs as many cells as it has")
  void weight() {
    Content big = contents.get(CONTENT);
    big.root.merge(new CellHeader(big.root.id, 1, 0, 1024, 0));
    big.root.forEach(cell -> {});
    contents.reweigh(big);

    assertThat(contents.getIfPresent(CONTENT)).isNull();
  }
}
