"""政务公开依申请公开制度: disclosure on request."""
