"""政务公开考核制度 and 政务公开责任追究制度: the yearly appraisal and accountability. Nothing is enforced here yet."""
