/** Likes in one process. */
module io.likes.inmemory {
  requires com.dynatrace.hash4j;
  requires com.github.benmanes.caffeine;
  requires transitive io.likes;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.likes.inmemory;
}
