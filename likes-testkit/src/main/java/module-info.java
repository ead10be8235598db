/** Contract tests for storage backends of Likes. */
module io.likes.testkit {
  requires transitive io.likes;
  requires transitive org.junit.jupiter.api;
  requires transitive org.junit.jupiter.params;
  requires org.assertj.core;
  requires org.junit.platform.engine;
  requires org.junit.platform.launcher;
  requires static transitive org.jspecify;

  exports io.likes.testkit;
}
