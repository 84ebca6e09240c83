/**
 * {@code report.html}: reads run directories back and draws one run, or several side by side, as a
 * page that needs nothing but a browser.
 *
 * <p>Start at {@link tributary.jobs.report.ReportPage}; what the page looks like and how it is
 * drawn stand in the resources {@code tributary/report/}, on top of what {@link
 * tributary.io.ChartPage} has for all pages. This room must not know how a run is made: the files
 * that it left are all there is.
 */
@NullMarked
package tributary.jobs.report;

import org.jspecify.annotations.NullMarked;
