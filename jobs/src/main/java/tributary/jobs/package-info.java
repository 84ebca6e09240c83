/**
 * The command line: configuration, the commands, and the run directory they leave behind.
 *
 * <p>This room puts the others together and holds no arithmetic of its own.
 */
@NullMarked
package tributary.jobs;

import org.jspecify.annotations.NullMarked;
