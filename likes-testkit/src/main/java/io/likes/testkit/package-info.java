/** Contract tests for a storage backend of likes. */
@NullMarked
package io.likes.testkit;

import org.jspecify.annotations.NullMarked;
