package tributary.linalg;

final class OpenBlasGemmTest extends GemmContract {
  OpenBlasGemmTest() {
    super(OpenBlasGemm.load());
  }
}
