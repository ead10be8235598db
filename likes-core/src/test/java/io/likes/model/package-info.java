/**
 * The design as a model of a few hundred lines, run through random schedules of faults: why the set
 * of likes and its counts cannot disagree.
 */
@NullMarked
package io.likes.model;

import org.jspecify.annotations.NullMarked;
