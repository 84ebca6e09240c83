package tributary.jobs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What one class warns of until this is closed. */
public final class CapturedWarnings implements AutoCloseable {
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Level level;
  private final AbstractAppender appender =
      new AbstractAppender("captured", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
            messages.add(event.getMessage().getFormattedMessage());
          }
        }
      };

  public CapturedWarnings(Class<?> source) {
    logger = (Logger) LogManager.getLogger(source);
    level = logger.getLevel();
    appender.start();
    logger.addAppender(appender);
    // Without a configuration log4j lets errors through, and nothing else.
    Configurator.setLevel(logger, Level.WARN);
  }

  public List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void close() {
    Configurator.setLevel(logger, level);
    logger.removeAppender(appender);
    appender.stop();
  }
}
