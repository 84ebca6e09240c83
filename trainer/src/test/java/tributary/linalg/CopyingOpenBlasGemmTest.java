package tributary.linalg;

final class CopyingOpenBlasGemmTest extends GemmContract {
  CopyingOpenBlasGemmTest() {
    super(afterLoading());
  }

  /** Loading is what holds the library to one thread. */
  private static Gemm afterLoading() {
    OpenBlasGemm.load();
    return new CopyingOpenBlasGemm();
  }
}
