package io.likes.spi;

import io.likes.ContentId;
import io.likes.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Address of a cell: a content, and the way from its root down to the cell. Immutable.
 *
 * <p>A content has one root (depth 0). A closed cell has n children with indexes 0 to n-1, down to
 * depth {@value #MAX_DEPTH}. The index alone names a child, not n, so that a closing that a store
 * lost and that was made again with the same n finds the same children.
 */
public final class CellId implements Comparable<CellId> {
  /** Depth of the lowest cells. */
  public static final int MAX_DEPTH = 2;

  /** The fewest children of a closed cell. */
  public static final int MIN_CHILDREN = 16;

  /** The most children of a closed cell. */
  public static final int MAX_CHILDREN = 1024;

  private static final int LEVEL_BITS = 11;
  private static final int LEVEL_MASK = (1 << LEVEL_BITS) - 1;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

  private final ContentId content;
  // Index + 1 of the child in the low bits, of the grandchild above them; 0 where the way ends.
  private final int way;
  private final int hash;

  private CellId(ContentId content, int way) {
    this.content = content;
    this.way = way;
    this.hash = content.hashCode() * 31 + way;
  }

  /** Returns the root cell of a content. */
  public static CellId root(ContentId content) {
    return new CellId(Objects.requireNonNull(content, "content"), 0);
  }

  /**
   * Returns the cell that {@link #path()} gave.
   *
   * @throws IllegalArgumentException if {@code path} is not of that form
   */
  public static CellId of(ContentId content, String path) {
    CellId cell = root(content);
    if (!path.equals("root")) {
      for (String index : path.split("\\.", -1)) {
        if (!index.matches("0|[1-9][0-9]{0,3}")) {
          throw new IllegalArgumentException(
              "path must be 'root' or indexes with dots between, but is '" + path + "'");
        }
        cell = cell.child(Integer.parseInt(index));
      }
    }
    return cell;
  }

  /**
   * Returns the child with the given index.
   *
   * @throws IllegalArgumentException if the index is not 0 to 1023, or this cell is at {@link
   *     #MAX_DEPTH}
   */
  public CellId child(int index) {
    int depth = depth();
    if (depth == MAX_DEPTH) {
      throw new IllegalArgumentException("a cell at depth " + depth + " has no children: " + this);
    }
    if (index < 0 || index >= MAX_CHILDREN) {
      throw new IllegalArgumentException(
          "index must be 0 to " + (MAX_CHILDREN - 1) + ", but is " + index);
    }
    return new CellId(content, way | (index + 1) << (depth * LEVEL_BITS));
  }

  /**
   * Returns the child that holds the user when this cell is closed with the given number of
   * children.
   *
   * <p>The index is the low bits of a hash of the user's UTF-8 bytes, the same in every process and
   * version: FNV-1a of 64 bits, plus the depth times the golden ratio, finished by the mixer of
   * SplitMix64, so that the levels spread independently.
   *
   * @param children a power of two from {@value #MIN_CHILDREN} to {@value #MAX_CHILDREN}
   * @throws IllegalArgumentException if {@code children} is another number, or this cell is at
   *     {@link #MAX_DEPTH}
   */
  public CellId child(UserId user, int children) {
    Objects.requireNonNull(user, "user");
    checkChildren(children);
    return child((int) hash(user, depth()) & (children - 1));
  }

  /**
   * Checks a number of children.
   *
   * @throws IllegalArgumentException if it is not a power of two from {@value #MIN_CHILDREN} to
   *     {@value #MAX_CHILDREN}
   */
  public static void checkChildren(int children) {
    if (children < MIN_CHILDREN || children > MAX_CHILDREN || Integer.bitCount(children) != 1) {
      throw new IllegalArgumentException(
          "children must be a power of two from "
              + MIN_CHILDREN
              + " to "
              + MAX_CHILDREN
              + ", but is "
              + children);
    }
  }

  /**
   * Returns a hash of a user that is the same in every process; {@code seed} picks one of a family
   * of hashes.
   */
  public static long hash(UserId user, int seed) {
    long h = FNV_OFFSET;
    for (byte b : user.value().getBytes(StandardCharsets.UTF_8)) {
      h = (h ^ (b & 0xff)) * FNV_PRIME;
    }
    // SplitMix64's mixer (Steele, Lea, Flood 2014): FNV's low bits alone are not even enough.
    h += (seed + 1) * GOLDEN_RATIO;
    h = (h ^ (h >>> 30)) * 0xbf58476d1ce4e5b9L;
    h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
    return h ^ (h >>> 31);
  }

  /** Returns the content. */
  public ContentId content() {
    return content;
  }

  /** Returns 0 for the root, 1 for its children, 2 for theirs. */
  public int depth() {
    return way == 0 ? 0 : way <= LEVEL_MASK ? 1 : 2;
  }

  /** Returns the index among the siblings; 0 for the root. */
  public int index() {
    return switch (depth()) {
      case 0 -> 0;
      case 1 -> way - 1;
      default -> (way >>> LEVEL_BITS) - 1;
    };
  }

  /**
   * Returns the cell that this one is a child of.
   *
   * @throws IllegalStateException if this is the root
   */
  public CellId parent() {
    return switch (depth()) {
      case 0 -> throw new IllegalStateException("the root has no parent: " + this);
      case 1 -> new CellId(content, 0);
      default -> new CellId(content, way & LEVEL_MASK);
    };
  }

  /** Returns the way as text, for keys and columns: {@code root}, {@code 5} or {@code 5.12}. */
  public String path() {
    return switch (depth()) {
      case 0 -> "root";
      case 1 -> Integer.toString(way - 1);
      default -> ((way & LEVEL_MASK) - 1) + "." + index();
    };
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof CellId that && way == that.way && content.equals(that.content));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /**
   * Orders by the characters of the content, then a cell before its children, then siblings by
   * index.
   */
  @Override
  public int compareTo(CellId other) {
    int byContent = content.value().compareTo(other.content.value());
    return byContent != 0 ? byContent : Integer.compare(rank(), other.rank());
  }

  private int rank() {
    return (way & LEVEL_MASK) << LEVEL_BITS | way >>> LEVEL_BITS;
  }

  /** Returns the content and the path with a slash between. */
  @Override
  public String toString() {
    return content + "/" + path();
  }
}
