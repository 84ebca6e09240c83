package tributary.jobs.bench;

import ai.djl.engine.Engine;

/** libtorch through DJL; its native library comes as a Maven artifact and needs no network. */
public final class Libtorch implements NativePeer {
  private final Engine engine;

  /** Loads the native library, which is unpacked once into DJL's cache folder. */
  public Libtorch() {
    // Neither is needed here, and both would ask the network.
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    engine = Engine.getEngine("PyTorch");
  }

  @Override
  public String name() {
    return "libtorch";
  }

  @Override
  public String describe() {
    return name() + " " + engine.getVersion() + " (DJL " + Engine.getDjlVersion() + ")";
  }

  @Override
  public Training open(PeerTask task, int threads) {
    return new LibtorchTraining(engine, task, threads);
  }
}
