"""五原县重大决策公众参与制度 (regulation 09, PP): decisions, drafts for comment, opinions, answers, feedback."""
