/** Likes in one process. */
module io.likes.inmemory {
  requires com.dynatrace.hash4j;
  requires transitive io.likes;
  requires static transitive org.jspecify;
}
